package io.ssehub.core.topic;

import java.util.ArrayList;
import java.util.List;

/**
 * One pattern of a selection, in its one normal spelling: in each run of wildcards the {@code *} come first and at most one {@code **} ends it, so that
 * <code>**&#47;*</code> and <code>*&#47;**</code>, which mean the same, are the same text.
 *
 * <p>Immutable and thread-safe.
 */
record Pattern(String text) {
    static final String ONE = "*";
    static final String ANY = "**";

    /**
     * Returns the pattern that {@code text} spells.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static Pattern of(String text) {
        Topics.checkLevels("pattern", text);
        List<String> levels = new ArrayList<>();
        int ones = 0;
        boolean any = false;
        for (String level : text.split("/", -1)) {
            if (level.equals(ONE)) {
                ones++;
            } else if (level.equals(ANY)) {
                any = true;
            } else if (level.indexOf('*') >= 0) {
                throw new IllegalArgumentException(
                        "pattern \"" + text + "\" has the level \"" + level + "\"; a wildcard is a whole level, either \"*\" or \"**\"");
            } else {
                addRun(levels, ones, any, level.startsWith("$"));
                levels.add(level);
                ones = 0;
                any = false;
            }
        }
        addRun(levels, ones, any, true);
        return new Pattern(String.join("/", levels));
    }

    private static void addRun(List<String> levels, int ones, boolean any, boolean endOrDollarFollows) {
        // At the start, before nothing or before a $, "**" stands for one level at least, as no topic is empty and no wildcard lets a $ be first.
        int written = any && ones == 1 && levels.isEmpty() && endOrDollarFollows ? 0 : ones;
        for (int i = 0; i < written; i++) {
            levels.add(ONE);
        }
        if (any) {
            levels.add(ANY);
        }
    }

    String[] levels() {
        return text.split("/", -1);
    }

    /** Returns whether this pattern matches every topic that {@code other} matches. Time: levels of one times levels of the other. */
    boolean covers(Pattern other) {
        return matches(other.text.startsWith("**/$") ? "*/" + other.text : other.text);
    }

    /**
     * Returns whether this pattern matches {@code topic}, or, if that is itself the text of a pattern, every topic which that matches. Allocates nothing.
     *
     * <p>What stands between two {@code **} is placed as far left as it goes and never moved again: if any way to place the rest exists, one exists
     * after the leftmost. So the time is at most the levels of the one times those of the other.
     */
    boolean matches(String topic) {
        if (topic.charAt(0) == '$' && text.charAt(0) != '$') {
            return false;
        }
        int at = 0;
        int topicAt = 0;
        int retryAt = -1;
        int retryTopicAt = -1;
        while (topicAt <= topic.length()) {
            int end = levelEnd(text, at);
            int topicEnd = levelEnd(topic, topicAt);
            if (isAny(text, at, end)) {
                if (end == text.length()) {
                    return true;
                }
                at = end + 1;
                retryAt = at;
                retryTopicAt = topicAt;
            } else if (isAny(topic, topicAt, topicEnd) && isOne(text, at, end) && anyEndsRun(end)) {
                topicAt = topicEnd + 1;
            } else if (levelMatches(at, end, topic, topicAt, topicEnd)) {
                at = end + 1;
                topicAt = topicEnd + 1;
            } else if (retryAt >= 0) {
                at = retryAt;
                retryTopicAt = levelEnd(topic, retryTopicAt) + 1;
                topicAt = retryTopicAt;
            } else {
                return false;
            }
        }
        return at > text.length() || isAny(text, at, text.length());
    }

    private boolean levelMatches(int from, int to, String topic, int topicFrom, int topicTo) {
        if (from > text.length()) {
            return false;
        }
        return isOne(text, from, to)
                ? !isAny(topic, topicFrom, topicTo)
                : to - from == topicTo - topicFrom && text.regionMatches(from, topic, topicFrom, to - from);
    }

    private boolean anyEndsRun(int oneEnd) {
        int end = oneEnd;
        while (end < text.length()) {
            int next = end + 1;
            end = levelEnd(text, next);
            if (!isOne(text, next, end)) {
                return isAny(text, next, end);
            }
        }
        return false;
    }

    private static int levelEnd(String text, int from) {
        int slash = text.indexOf('/', from);
        return slash < 0 ? text.length() : slash;
    }

    private static boolean isOne(String text, int from, int to) {
        return to - from == 1 && text.charAt(from) == '*';
    }

    private static boolean isAny(String text, int from, int to) {
        return to - from == 2 && text.charAt(from) == '*' && text.charAt(from + 1) == '*';
    }
}
