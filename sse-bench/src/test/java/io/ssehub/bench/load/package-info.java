@NullMarked
package io.ssehub.bench.load;

import org.jspecify.annotations.NullMarked;
