/** Tests of the README and the manual: what they say of files, settings and commands is true. */
package dev.justjit.docs;
