package io.ssehub.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaTypeTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', nullValues = "none", value = {
        "text/plain                                       | text/plain       | none",
        "Text/Plain                                       | text/plain       | none",
        "text/plain;                                      | text/plain       | none",
        "application/json;charset=UTF-8                   | application/json | utf-8",
        "application/json ; Charset=utf-8 ; x=y           | application/json | utf-8",
        "text/plain; charset=\"UTF-8\"                    | text/plain       | utf-8",
        "text/plain; charset=\"utf\\-8\"                  | text/plain       | utf-8",
        "text/plain; title=\"a; charset=utf-16\"          | text/plain       | none",
        "text/plain; title=\"a\\\"; charset=utf-16\"      | text/plain       | none",
        "text/plain; title=\"a\"; charset=utf-16          | text/plain       | utf-16",
        "text/plain; charset=\"utf-8; charset=utf-16\"    | text/plain       | utf-8; charset=utf-16",
        "text/plain; charset=\"utf-8                      | text/plain       | utf-8",
        "text/plain; charset=utf-8; charset=utf-16        | text/plain       | utf-8",
        "text/plain; charset=                             | text/plain       | ''",
        "text/plain; xcharset=utf-16                      | text/plain       | none",
    })
    void readsTypeAndCharset(String text, String type, String charset) {
        assertThat(MediaType.parse(text)).isEqualTo(new MediaType(type, charset));
    }
}
