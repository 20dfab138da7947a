/** What the program is told by its command line, its environment and its configuration file. */
@NullMarked
package io.ssehub.demo.config;

import org.jspecify.annotations.NullMarked;
