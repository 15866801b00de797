@NullMarked
package org.neurochains.app.serve;

import org.jspecify.annotations.NullMarked;
