package dev.justjit.spark;

import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.ColumnarRule;
import org.apache.spark.sql.execution.SparkPlan;
import scala.Function1;
import scala.runtime.BoxedUnit;

/**
 * With {@code spark.sql.extensions=dev.justjit.spark.PythonExtensions}, the functions of {@link PythonCatalog} that take or
 * return objects (strings, dates, decimals, what can be null) are called for a batch of rows at once.
 */
public final class PythonExtensions implements Function1<SparkSessionExtensions, BoxedUnit> {
    /** For Spark, which makes it by its name. */
    public PythonExtensions() {}

    @Override
    public BoxedUnit apply(SparkSessionExtensions extensions) {
        extensions.injectColumnar(
                session ->
                        new ColumnarRule() {
                            @Override
                            public Rule<SparkPlan> preColumnarTransitions() {
                                return new BatchRule();
                            }
                        });
        return BoxedUnit.UNIT;
    }
}
