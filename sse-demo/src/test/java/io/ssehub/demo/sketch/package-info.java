/** Tests of the sketches for real boards and of their header, compiled for this machine. */
@NullMarked
package io.ssehub.demo.sketch;

import org.jspecify.annotations.NullMarked;
