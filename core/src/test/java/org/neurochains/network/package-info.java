@NullMarked
package org.neurochains.network;

import org.jspecify.annotations.NullMarked;
