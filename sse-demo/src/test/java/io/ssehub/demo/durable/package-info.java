@NullMarked
package io.ssehub.demo.durable;

import org.jspecify.annotations.NullMarked;
