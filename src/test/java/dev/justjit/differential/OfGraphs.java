package dev.justjit.differential;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A long campaign of the optimizing compiler, which runs where {@code -Djustjit.test.graphs=true} asks for it: a part of
 * each is in the long profile without that.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfSystemProperty(named = "justjit.test.graphs", matches = "true")
@interface OfGraphs {}
