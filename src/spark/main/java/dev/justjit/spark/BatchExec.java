package dev.justjit.spark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.ApplyFunctionExpression;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The operator that calls Python functions for many rows at once: its rows are those of its child with the results behind
 * them, and need not be UnsafeRows, because what is above it (a projection, aggregate or filter) makes such. Made by {@link
 * BatchRule}; of no use to others, and public because Spark makes copies of it by reflection.
 */
public final class BatchExec extends SparkPlan {
    private static final long serialVersionUID = 1L;

    private final Seq<NamedExpression> calls;
    private final SparkPlan child;

    /**
     * @param calls each an {@link Alias} of a call
     * @param child where the rows come from
     */
    public BatchExec(Seq<NamedExpression> calls, SparkPlan child) {
        this.calls = calls;
        this.child = child;
    }

    @Override
    public Seq<Attribute> output() {
        List<Attribute> output = new ArrayList<>(CollectionConverters.asJava(child.output()));
        for (NamedExpression each : CollectionConverters.asJava(calls)) {
            output.add(each.toAttribute());
        }
        return Scala.seq(output);
    }

    @Override
    public RDD<InternalRow> doExecute() {
        List<FunctionSpec> specs = new ArrayList<>();
        List<Expression> arguments = new ArrayList<>();
        for (NamedExpression each : CollectionConverters.asJava(calls)) {
            ApplyFunctionExpression call = (ApplyFunctionExpression) ((Alias) each).child();
            specs.add(((PythonScalar) call.function()).spec);
            arguments.addAll(CollectionConverters.asJava(call.children()));
        }
        Work work = new Work(specs, Scala.seq(arguments), child.output(), Settings.rows());
        return child.execute().toJavaRDD().mapPartitions(work).rdd();
    }

    /** What a task does. */
    private record Work(
            List<FunctionSpec> specs, Seq<Expression> arguments, Seq<Attribute> input, int rows)
            implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {
        @Override
        public Iterator<InternalRow> call(Iterator<InternalRow> partition) {
            if (!partition.hasNext()) {
                return Collections.emptyIterator();
            }
            List<BatchCall> calls = new ArrayList<>();
            int first = 0;
            for (FunctionSpec spec : specs) {
                calls.add(new BatchCall(spec, first, rows));
                first += spec.signature().parameters().size();
            }
            UnsafeProjection values = UnsafeProjection.create(arguments, input);
            return new BatchIterator(partition, values, calls, rows);
        }
    }

    @Override
    public Partitioning outputPartitioning() {
        return child.outputPartitioning();
    }

    @Override
    public Seq<SortOrder> outputOrdering() {
        return child.outputOrdering();
    }

    @Override
    public Seq<SparkPlan> children() {
        return Scala.seq(List.of(child));
    }

    @Override
    public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
        return new BatchExec(calls, children.head());
    }

    @Override
    public int productArity() {
        return 2;
    }

    @Override
    public Object productElement(int number) {
        return number == 0 ? calls : child;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof BatchExec;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BatchExec same
                && same.calls.equals(calls)
                && same.child.equals(child);
    }

    @Override
    public int hashCode() {
        return 31 * calls.hashCode() + child.hashCode();
    }
}
