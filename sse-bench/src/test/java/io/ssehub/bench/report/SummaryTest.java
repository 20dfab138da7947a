package io.ssehub.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SummaryTest {
    @Test
    void saysWhatWasMeasured() {
        assertThat(Summary.of(Reports.busy())).isEqualTo("""
                Load test     http://127.0.0.1:8080/events
                Measured      for 60.0 s
                Streams       9,998 open of 10,000 asked for; 10,340 began
                  failed      9: 7 refused, 2 status 503
                  dropped     340 closed in the middle of an event
                Published     6,297 accepted of 6,300 sent and 6,300 due
                  refused     3 status 503
                Received      62,961,370 events, 999,387/s while measured, 7.68 GiB
                  faults      1,204 lost, 3 duplicated, 0 reordered, on 12 streams
                  others      340 events that this run did not publish, 12 of them notices of lost history
                Reconnects    340, 328 of them without a gap; 1,204 events missed
                Tester        CPU 52.4 s, 87.3 % of one processor
                Server        CPU 49.6 s, 0.827 µs a delivery
                  memory      61 MiB before, 239 MiB at the end, 18.2 KiB more a stream

                                 count  shortest      p50      p90      p99    p99.9  longest
                delivery       400,000     31 µs  1.90 ms  6.02 ms  15.4 ms  30.1 ms   125 ms
                last             6,297    541 µs  6.43 ms  16.0 ms  33.3 ms  59.7 ms  86.7 ms
                publish lag      6,300      9 µs    61 µs   114 µs   185 µs   277 µs   313 µs
                connect         10,340    131 µs  2.13 ms  5.73 ms  13.1 ms  25.9 ms  44.8 ms
                first event     10,340   1.16 ms  9.40 ms  19.7 ms  36.7 ms  61.1 ms  92.3 ms
                reconnect gap      340    1.12 s   1.96 s   2.54 s   3.07 s   3.65 s   3.65 s

                held          p99<50ms: 12.2 ms
                MISSED        lost==0: 1,204

                Warning       The tester used 87 % of a processor: latencies may be its own. Share the work among
                              several testers.
                """);
    }

    @Test
    void aRunWithoutStreamsHasItsCauses() {
        assertThat(Summary.of(Reports.empty())).isEqualTo("""
                Load test     http://127.0.0.1:9/events
                Measured      nothing, ended before its time
                Streams       0 open of 100 asked for; 0 began
                  failed      100 refused
                Received      0 events, 0/s while measured, 0 B
                  faults      0 lost, 0 duplicated, 0 reordered
                Tester        CPU 0 µs, 0 % of one processor
                """);
    }

    @Test
    void noLineIsLongerThanATerminalIsWide() {
        assertThat(Summary.of(Reports.busy()).lines()).allMatch(line -> line.length() <= 100);
        assertThat(Summary.of(Reports.withText("x".repeat(1_000))).lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void onlyTheMostFrequentCausesAreNamed() {
        assertThat(Summary.of(Reports.withFailures(9))).contains("\n  failed      45: 9 cause 9, 8 cause 8, 7 cause 7, 6 cause 6, 5 cause 5, 4 cause 4, and 3 more\n              causes\n");
    }

    @Test
    void controlCharactersDoNotReachTheTerminal() {
        assertThat(Summary.of(Reports.withText("a\u001b[2Jb\rc\u202e"))).contains("a?[2Jb?c?").matches("[^\\p{Cntrl}]*(\n[^\\p{Cntrl}]*)*");
    }
}
