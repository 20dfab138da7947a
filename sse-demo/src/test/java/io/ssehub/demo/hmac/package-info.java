/** Tests of datagrams that prove who sent them. */
@NullMarked
package io.ssehub.demo.hmac;

import org.jspecify.annotations.NullMarked;
