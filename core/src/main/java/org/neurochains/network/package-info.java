/** A network as data: an immutable graph of typed nodes, the passes that run it, and the known architectures. */
@NullMarked
package org.neurochains.network;

import org.jspecify.annotations.NullMarked;
