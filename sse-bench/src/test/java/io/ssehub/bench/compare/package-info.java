/** Tests of the comparison. */
@NullMarked
package io.ssehub.bench.compare;

import org.jspecify.annotations.NullMarked;
