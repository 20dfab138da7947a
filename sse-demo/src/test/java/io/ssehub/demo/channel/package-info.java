@NullMarked
package io.ssehub.demo.channel;

import org.jspecify.annotations.NullMarked;
