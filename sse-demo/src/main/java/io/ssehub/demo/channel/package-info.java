/** The numbered channels of the ESP8266 protocol: subscribe, then listen. */
@NullMarked
package io.ssehub.demo.channel;

import org.jspecify.annotations.NullMarked;
