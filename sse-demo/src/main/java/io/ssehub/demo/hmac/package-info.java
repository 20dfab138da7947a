/**
 * Datagrams that prove which board sent them, and when: the boards' keys, the line behind a payload that carries a proof, and which counters were here before.
 *
 * <pre>
 *   payload LF hmac SP board SP counter SP code
 * </pre>
 */
@NullMarked
package io.ssehub.demo.hmac;

import org.jspecify.annotations.NullMarked;
