/** Many trials in a folder: plan, run, resume, export. */
@NullMarked
package org.neurochains.study;

import org.jspecify.annotations.NullMarked;
