package io.ssehub.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the command line refuses, and what it says then. */
class UsageTest {
    private static final String URL = "--url=http://127.0.0.1:1/";

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            --connections=5                                         | either --url or --subscribe-url is needed
            --url=127.0.0.1:80/events                               | is no URL such as http://127.0.0.1:8080/events
            --url=http:///events                                    | is no URL
            --url=http://user@host/                                 | without a user's name
            --url=http://127.0.0.1:99999/                           | the port 99999; 1 to 65535 is allowed
            --url=udp://127.0.0.1:1/                                | is no http:// or https:// URL
            --url=http://h/ --connections=0                         | --connections is 0; 1 or more is allowed
            --url=http://h/ --connections=many                      | 'many' is not an int
            --url=http://h/ --connections=2000000000                | 2000000100 file descriptors
            --url=http://h/ --duration=10                           | '10' is not a time; a number with us, ms, s, m or h is
            --url=http://h/ --duration=25h                          | up to 24h is allowed
            --url=http://h/ --churn=fast                            | 'fast' is not a rate
            --url=http://h/ --slow=101%                             | '101%' is not a share; 0% to 100% is
            --url=http://h/ --publish-rate=5                        | --publish-url is needed to publish
            --url=http://h/ --publish-url=http://h/ --publish-size=31 | --publish-size is 31; an event needs 32 bytes or more
            --url=http://h/ --publish-url=http://h/ --publish-body=x  | --publish-body lacks {event}
            --url=http://h/ --publish-url=http://h/ --publish-rate=5 --publish-window=5 | exclude each other
            --url=http://h/ --header=nothing                        | --header 'nothing' is no header such as 'Name: value'
            --url=http://h/ --assert=p99                            | 'p99' is not a limit such as 'p99<50ms' or 'lost==0'
            --url=http://h/ --assert=p98<50ms                       | 'p98' is not measured
            --url=http://h/ --assert=p99<50                         | '50' is not a time
            --url=http://h/ --assert=lost==5ms                      | needs a number without a unit
            --url=http://h/ --topics=0                              | --topics is 0
            --url=http://h/ --conections=5                          | --connections
            """)
    void wrongUsageIsExplained(String args, String explanation) throws Exception {
        LoadRun run = LoadRun.of(args.split(" ", -1));

        assertThat(run.err()).contains(explanation).doesNotContain("\tat ");
        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @Test
    void helpNamesEveryOption() throws Exception {
        LoadRun run = LoadRun.of("--help");

        assertThat(run.out()).contains("--url", "--publish-url", "--assert", "Exit codes");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void aServerThatIsAwayIsACauseAndAFailure() throws Exception {
        LoadRun run = LoadRun.of(URL, "--connections=3", "--duration=100ms", "--ramp=0s");

        assertThat(run.out()).contains("connection refused");
        assertThat(run.err()).doesNotContain("\tat ");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void aHostThatNobodyKnowsIsACause() throws Exception {
        LoadRun run = LoadRun.of("--url=http://nobody.invalid/", "--connections=3", "--duration=100ms", "--ramp=0s");

        assertThat(run.out()).contains("unknown host");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void aFolderThatCannotBeMadeIsAFailure() throws Exception {
        LoadRun run = LoadRun.of(URL, "--report=pom.xml");

        assertThat(run.err()).contains("cannot make the folder pom.xml: there is a file of that name");
        assertThat(run.exitCode()).isEqualTo(1);
    }
}
