package io.ssehub.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.7, 10.0.0.7, true",
        "10.0.0.7, 10.0.0.8, false",
        "::ffff:10.0.0.7, 10.0.0.7, true",
        "2001:db8:1:2::1, 2001:db8:1:2:ffff:ffff:ffff:ffff, true",
        "2001:db8:1:2::1, 2001:db8:1:3::1, false",
        "::1, ::1, true",
        "::1, ::2, false",
        "fe80::1%1, fe80::2%2, true"
    })
    @SuppressWarnings("AddressSelection") // literals, of one address each
    void countsAnIpv6NetworkAsOne(String one, String other, boolean same) throws Exception {
        assertThat(Source.of(InetAddress.getByName(one)).equals(Source.of(InetAddress.getByName(other)))).isEqualTo(same);
    }
}
