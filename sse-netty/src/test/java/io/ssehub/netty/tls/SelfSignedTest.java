package io.ssehub.netty.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SelfSignedTest {
    @Test
    void isACertificateOfItsOwnKeyForTheNamesGiven() throws Exception {
        SelfSigned made = SelfSigned.make("hub \u00FC", List.of("localhost", "hub.example"), List.of(NetUtil.LOCALHOST4, NetUtil.LOCALHOST6));

        X509Certificate certificate = Trust.certificate(made);
        certificate.verify(certificate.getPublicKey());
        certificate.checkValidity();
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=hub \u00FC");
        assertThat(certificate.getSubjectAlternativeNames()).extracting(name -> String.valueOf(name.get(1)))
                .containsExactly("localhost", "hub.example", "127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(made.fingerprint()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
        assertThat(Tls.of(made.certificate(), made.key()).certificate()).isEqualTo(certificate);
    }

    @Test
    void takesManyNames() throws Exception {
        List<String> names = IntStream.range(0, 100).mapToObj(i -> "host" + i + ".example").toList();

        assertThat(Trust.certificate(SelfSigned.make("many", names, List.of())).getSubjectAlternativeNames()).hasSize(100);
    }
}
