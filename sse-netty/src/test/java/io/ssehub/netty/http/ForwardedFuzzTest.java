package io.ssehub.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Whatever clients send ahead of it, who the proxy says they are is who they are. */
class ForwardedFuzzTest {
    private static final Proxies PROXIES = Proxies.of(Networks.of("192.0.2.0/24"));
    private static final Peer PROXY = new Peer(new InetSocketAddress("192.0.2.1", 4711), true, Scheme.HTTP);
    private static final InetAddress CLIENT = new InetSocketAddress("203.0.113.7", 0).getAddress();

    private static Forwarded read(String name, String value) throws RefusedException {
        HttpHeaders headers = RequestDecoder.HEADERS.newHeaders().add(name, value);
        return Forwarded.of(new RequestHead("GET", "/", true, headers, null, 0, null), PROXY, PROXIES);
    }

    private static void check(String name, String value, boolean appended) {
        try {
            InetAddress client = read(name, value).client().getAddress();
            assertThat(client.isLoopbackAddress()).isFalse();
            if (appended) {
                assertThat(client).isEqualTo(CLIENT);
            }
        } catch (RefusedException refused) {
            assertThat(refused.refusal().status()).isEqualTo(400);
        }
    }

    @FuzzTest(maxDuration = "10m")
    void anyHeader(byte[] bytes) {
        String sent = new String(bytes, StandardCharsets.ISO_8859_1);
        for (String name : new String[] {"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"}) {
            check(name, sent, false);
        }
        check("X-Forwarded-For", sent + ", 203.0.113.7", true);
        check("Forwarded", sent + ", for=203.0.113.7", true);
        check("Forwarded", sent + ", for=\"203.0.113.7:81\"", true);
        check("Forwarded", sent + ", by=\"[2001:db8::9]\";for=\"203.0.113.7:81\"", true);
    }
}
