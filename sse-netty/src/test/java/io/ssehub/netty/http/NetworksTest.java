package io.ssehub.netty.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworksTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true", "127.255.255.255, true", "10.0.0.0, true", "10.255.255.255, true", "172.16.0.0, true", "172.31.255.255, true", "192.168.0.1, true",
        "169.254.1.1, true", "::1, true", "fc00::1, true", "fdff::1, true", "fe80::1, true", "febf::1, true", "::ffff:10.0.0.1, true",
        "126.255.255.255, false", "128.0.0.0, false", "9.255.255.255, false", "11.0.0.0, false", "172.15.255.255, false", "172.32.0.0, false",
        "192.167.255.255, false", "192.169.0.0, false", "169.253.0.0, false", "100.64.0.1, false", "8.8.8.8, false", "0.0.0.0, false",
        "::, false", "::2, false", "2001:db8::1, false", "fe00::1, false", "fec0::1, false", "fbff::1, false", "::ffff:8.8.8.8, false",
    })
    void privateOnesAreThoseOfTheStandards(String address, boolean contained) throws UnknownHostException {
        assertThat(Networks.of("private").contains(InetAddress.getByName(address))).isEqualTo(contained);
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0/0, 8.8.8.8, true", "0.0.0.0/0, 2001:db8::1, false", "::/0, 2001:db8::1, true", "::/0, 10.0.0.1, false", "203.0.113.7, 203.0.113.7, true",
        "203.0.113.7, 203.0.113.6, false", "203.0.113.0/25, 203.0.113.127, true", "203.0.113.0/25, 203.0.113.128, false", "none, 127.0.0.1, false",
        "'private, 203.0.113.0/24', 203.0.113.9, true", "'private,203.0.113.0/24', 10.1.1.1, true", "2001:db8::/33, 2001:db8:7fff::, true",
        "2001:db8::/33, 2001:db8:8000::, false",
    })
    void holdWhatBeginsAsTheyDo(String networks, String address, boolean contained) throws UnknownHostException {
        assertThat(Networks.of(networks).contains(InetAddress.getByName(address))).isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/x", "10.0.0.1/8", "::1/64", "fe80::/129", "lan", "none,private", "10.0.0.0/8,", "10/8"})
    void whatIsNoneIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Networks.of(text)).withMessageStartingWith("'");
    }
}
