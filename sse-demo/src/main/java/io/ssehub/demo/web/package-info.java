/** The page at {@code /} and the files that it is made of. */
@NullMarked
package io.ssehub.demo.web;

import org.jspecify.annotations.NullMarked;
