/** What is known of compiled code, for people: as records, and as JSON. */
@NullMarked
package dev.justjit.attach.report;

import org.jspecify.annotations.NullMarked;
