package dev.justjit.spark;

import java.io.File;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.function.Function;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.util.ChildFirstURLClassLoader;
import org.apache.spark.util.MutableURLClassLoader;

/** Calls a function through two loaders of Spark's kinds; prints whether they are two, and whether Python is one. */
final class LoadersMain {
    private static final String SPEC = "dev.justjit.spark.FunctionSpec";

    private LoadersMain() {}

    public static void main(String[] args) throws Exception {
        SparkConf conf = new SparkConf().setMaster("local[1]").setAppName("loaders");
        SparkContext context = new SparkContext(conf.set("spark.ui.enabled", "false"));
        URL[] jar = {new File(args[0]).toURI().toURL()};
        ClassLoader here = LoadersMain.class.getClassLoader();
        try (URLClassLoader first = new MutableURLClassLoader(jar, here);
                URLClassLoader second = new ChildFirstURLClassLoader(jar, here)) {
            boolean two = first.loadClass(SPEC) != second.loadClass(SPEC);
            System.out.println(two + " " + (identity(first) == identity(second)));
        }
        context.stop();
    }

    /** What Python says by a class of that loader: the address of a module. */
    private static long identity(ClassLoader loader) throws Exception {
        Class<?> spec = loader.loadClass(SPEC);
        Method parse = spec.getDeclaredMethod("parse", String.class, String.class);
        parse.setAccessible(true);
        Object made = parse.invoke(null, "f", "() -> bigint? = lambda: id(__import__('sys'))");
        Method scalar = spec.getDeclaredMethod("scalar");
        scalar.setAccessible(true);
        @SuppressWarnings("unchecked")
        Function<Object[], Object> function = (Function<Object[], Object>) scalar.invoke(made);
        return (Long) function.apply(new Object[0]);
    }
}
