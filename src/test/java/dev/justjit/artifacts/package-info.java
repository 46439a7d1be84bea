/** Tests of what a Maven repository gets: the artifacts, and programs that depend on them. */
package dev.justjit.artifacts;
