/** The local web app: a server on the loopback interface that runs the program's commands, one after the other. */
@NullMarked
package org.neurochains.app.serve;

import org.jspecify.annotations.NullMarked;
