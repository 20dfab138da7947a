package io.ssehub.core.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {
    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource(
            textBlock = """
            a,         a,        true
            a,         b,        false
            a,         a/b,      false
            a/b,       a,        false
            a/b,       a/bc,     false
            a/bc,      a/b,      false
            *,         a,        true
            *,         a/b,      false
            a/*,       a/b,      true
            a/*,       a,        false
            a/*,       a/b/c,    false
            */b,       a/b,      true
            a/*/c,     a/b/c,    true
            **,        a,        true
            **,        a/b/c,    true
            a/**,      a,        true
            a/**,      a/b/c,    true
            a/**,      ab,       false
            **/c,      c,        true
            **/c,      a/b/c,    true
            **/c,      a/c/b,    false
            a/**/b,    a/b,      true
            a/**/b,    a/x/y/b,  true
            a/**/b,    a/b/b,    true
            a/**/b,    a/b/x,    false
            a/**/*,    a,        false
            a/**/*,    a/b/c,    true
            **/a/b/**, x/a/a/b,  true
            **/a/*/b,  a/a/b/b,  true
            **/a/**/a, a,        false
            """)
    void matchesLevelByLevel(String pattern, String topic, boolean matched) {
        assertThat(Selection.of(List.of(pattern)).matches(topic)).isEqualTo(matched);
    }

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource(
            textBlock = """
            **,          $state/a,   false
            *,           $state,     false
            */a,         $state/a,   false
            **/a,        $state/a,   false
            $state/**,   $state/a/b, true
            $state/*,    $state/a,   true
            $state,      $state,     true
            $s/**,       $state/a,   false
            **,          a/$b,       true
            *,           a$,         true
            **/$b,       a/$b,       true
            **/$b,       $b,         false
            """)
    void aDollarTopicIsMatchedOnlyByAPatternThatSpellsItsFirstLevel(String pattern, String topic, boolean matched) {
        assertThat(Selection.of(List.of(pattern)).matches(topic)).isEqualTo(matched);
    }

    @Test
    void allIsTheDoubleStar() {
        assertThat(Selection.all()).isEqualTo(Selection.of(List.of("**"))).hasToString("**");
        assertThat(Selection.all().matches("a/b")).isTrue();
        assertThat(Selection.all().matches("$state/a/b")).isFalse();
    }

    @ParameterizedTest(name = "{0} becomes {1}")
    @CsvSource(
            textBlock = """
            b a c,                    a b c
            a a,                      a
            a/b a/*,                  a/*
            a/* a/**,                 a/**
            a/b/c a/** a/b,           a/**
            ** a */b **/c,            **
            ** $state/**,             $state/** **
            **/x $state/x,            $state/x **/x
            $state/** $state/a/b,     $state/**
            $state/** $other/a,       $other/a $state/**
            **/**,                    **
            **/*,                     **
            */**,                     **
            **/*/*,                   */*/**
            a/**/*/**,                a/*/**
            a/*/** a/**/*,            a/*/**
            a/*/** a/**/b,            a/*/**
            a/*/** **/a/b,            **/a/b a/*/**
            a/*/** a/*/b/**,          a/*/**
            a/**/b a/x/**/y/b,        a/**/b
            **/a/** **/a/b/**,        **/a/**
            */**/$x **/$x,            **/$x
            */**/c **/$x/c,           */**/c
            */*/**/c **/$x/c,         */*/**/c
            * a,                      *
            * $a,                     $a *
            """)
    void keepsTheCanonicalForm(String given, String canonical) {
        Selection selection = Selection.of(List.of(given.split(" ", -1)));
        assertThat(selection).hasToString(canonical);
        assertThat(selection.patterns()).containsExactly(canonical.split(" ", -1));
    }

    @Test
    void selectionsOfOneMeaningAreEqual() {
        Selection one = Selection.of(List.of("b/*", "a", "b/c"));
        assertThat(one).isEqualTo(Selection.of(List.of("a", "b/*", "a"))).isNotEqualTo(Selection.of(List.of("a")));
        assertThat(one).hasSameHashCodeAs(Selection.of(List.of("a", "b/*")));
        assertThat(Selection.of(one.patterns())).isEqualTo(one);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a*", "a/b*", "***", "a/*b/c", "a/**b"})
    void refusesAWildcardThatIsNotAWholeLevel(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Selection.of(List.of(pattern)))
                .withMessageStartingWith("pattern \"" + pattern + "\" has the level \"")
                .withMessageEndingWith("\"; a wildcard is a whole level, either \"*\" or \"**\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a/", "/a", "a//b", "a\n", "\uD800"})
    void refusesWhatNoTopicCanBe(String pattern) {
        assertThatIllegalArgumentException().isThrownBy(() -> Selection.of(List.of(pattern))).withMessageStartingWith("pattern ");
    }

    @Test
    void boundsTheNumberAndSizeOfPatterns() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Selection.of(List.of()))
                .withMessage("a selection has 0 patterns; 1 to 64 are allowed");
        assertThat(Selection.of(Collections.nCopies(64, "a")).patterns()).containsExactly("a");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Selection.of(Collections.nCopies(65, "a")))
                .withMessage("a selection has 65 patterns; 1 to 64 are allowed");
        assertThat(Selection.of(Collections.nCopies(64, "a/a/a/a/a/a/a/a")).patterns()).hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Selection.of(Collections.nCopies(57, "a/a/a/a/a/a/a/a/a")))
                .withMessage("the patterns of a selection have 513 levels in all; 512 are allowed");
        assertThat(Selection.of(List.of("a".repeat(255))).matches("a".repeat(255))).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Selection.of(List.of("a".repeat(256))))
                .withMessage("pattern has 256 characters; 1 to 255 bytes of UTF-8 are allowed");
    }

    @ParameterizedTest(name = "{0} within {1}: {2}")
    @CsvSource(
            textBlock = """
            **,                   sensors/kitchen/*,     sensors/kitchen/*
            sensors/**,           sensors/kitchen/*,     sensors/kitchen/*
            sensors/kitchen/*,    sensors/**,            sensors/kitchen/*
            sensors/*/humidity,   sensors/kitchen/*,     sensors/kitchen/humidity
            sensors/attic/*,      sensors/kitchen/*,
            a,                    b,
            **,                   $state/**,
            $state/*/x,           $state/**,             $state/*/x
            $state/**,            **,
            **/$x,                *,
            */**,                 a/**,                  a/**
            a/**,                 **/b,                  a/**/b
            **/a,                 **/b,
            **/a/**,              **/b/**,               **/a/**/b/** **/b/**/a/**
            sensors/** boards/*,  sensors/a/* boards/a,  boards/a sensors/a/*
            """)
    void leavesOfWhatIsAskedWhatIsAllowed(String asked, String allowed, String left) {
        Selection within = Selection.of(List.of(asked.split(" ", -1))).within(Selection.of(List.of(allowed.split(" ", -1))));
        assertThat(within == null ? null : within.toString()).isEqualTo(left);
    }

    @Test
    void refusesToFindOutWhatVeryManyPatternsHaveInCommon() {
        Selection one = Selection.of(List.of("**/a/".repeat(30) + "**/x"));
        Selection other = Selection.of(List.of("**/b/".repeat(30) + "**/x"));
        assertThatIllegalArgumentException().isThrownBy(() -> one.within(other)).withMessageContaining("has too many ** to be cut to");

        List<String> many = IntStream.range(0, 64).mapToObj(i -> "*/" + i).toList();
        List<String> more = IntStream.range(0, 64).mapToObj(i -> i + "/*").toList();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Selection.of(many).within(Selection.of(more)))
                .withMessageContaining("have too much in common to be one selection");
        assertThat(Selection.of(List.of("**/a" + "/**/a".repeat(40))).within(Selection.all())).isNotNull();
    }
}
