/** The stand-alone hub: boards and clients on the one side, the library on the other. */
@NullMarked
package io.ssehub.demo;

import org.jspecify.annotations.NullMarked;
