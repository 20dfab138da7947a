@NullMarked
package io.ssehub.demo.board;

import org.jspecify.annotations.NullMarked;
