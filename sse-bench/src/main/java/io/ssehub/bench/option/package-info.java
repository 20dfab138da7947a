/** How quantities are written on the command line. */
@NullMarked
package io.ssehub.bench.option;

import org.jspecify.annotations.NullMarked;
