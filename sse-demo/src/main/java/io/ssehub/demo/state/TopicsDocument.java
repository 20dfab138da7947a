package io.ssehub.demo.state;

import com.fasterxml.jackson.annotation.JsonInclude;
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
     */
    record Topic(String name, String newest) {
        static Topic of(TopicState topic) {
            return new Topic(topic.name(), topic.newest().toString());
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
