package io.ssehub.demo.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class AddressTextsTest {
    private final AddressTexts texts = new AddressTexts();

    @Test
    void manyAddressesKeepTheirOwnTexts() throws UnknownHostException {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 10_000; i++) {
                String text = "10.1." + i / 256 + "." + i % 256;
                assertThat(texts.of(InetAddress.getByName(text))).isEqualTo(text);
            }
            assertThat(texts.of(InetAddress.getByName("2001:db8::1"))).isEqualTo("2001:db8::1");
        }
    }

    @Test
    void writesAnAddressThatComesAgainOnlyOnce() throws UnknownHostException {
        String first = texts.of(InetAddress.getByName("10.0.0.7"));
        assertThat(texts.of(InetAddress.getByName("10.0.0.7"))).isSameAs(first);
    }
}
