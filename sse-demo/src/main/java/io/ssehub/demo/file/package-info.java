/** Files that an operator writes: read within bounds, looked after for changes, their faults told by line. */
@NullMarked
package io.ssehub.demo.file;

import org.jspecify.annotations.NullMarked;
