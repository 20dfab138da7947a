@NullMarked
package io.ssehub.demo.simulate;

import org.jspecify.annotations.NullMarked;
