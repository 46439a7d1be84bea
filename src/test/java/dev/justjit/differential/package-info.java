/**
 * Whole programs, run by the packaged program in child processes: what they print and how they end
 * must not depend on whether they are compiled, and nothing may pile up.
 */
package dev.justjit.differential;
