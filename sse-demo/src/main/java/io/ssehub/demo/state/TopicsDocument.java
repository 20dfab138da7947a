package io.ssehub.demo.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ssehub.core.hub.Silence;
import io.ssehub.core.hub.TopicState;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Topics in order of name.
 *
 * @param total topics known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TopicsDocument(int total, List<Topic> topics, @Nullable String next) {
    /**
     * A topic.
     *
     * @param newest the id of its newest event
     * @param state {@code open}, {@code paused} or {@code closed}
     * @param pausedForMillis how much of its pause is left; absent if it is not paused
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Topic(String name, String newest, String state, @Nullable Long pausedForMillis) {
        static Topic of(TopicState topic) {
            Silence silence = topic.silence();
            return silence instanceof Silence.Paused paused
                    ? new Topic(topic.name(), topic.newest().toString(), "paused", paused.rest().toMillis())
                    : new Topic(topic.name(), topic.newest().toString(), silence == null ? "open" : "closed", null);
        }
    }

    static TopicsDocument of(List<TopicState> all, PageRequest page) {
        List<TopicState> following = all.stream()
                .filter(topic -> topic.name().compareTo(page.after()) > 0)
                .sorted(Comparator.comparing(TopicState::name))
                .limit(page.limit() + 1L)
                .toList();
        List<Topic> topics = page.cut(following).stream().map(Topic::of).toList();
        return new TopicsDocument(all.size(), topics, page.leavesSome(following) ? topics.get(topics.size() - 1).name() : null);
    }
}
