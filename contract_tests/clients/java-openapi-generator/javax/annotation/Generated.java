package javax.annotation;

/** The annotation on every generated class. Java 11 removed it from the standard library. */
public @interface Generated {
    /** The generator. */
    String[] value();

    /** When the class was generated. */
    String date() default "";

    /** The version of the generator. */
    String comments() default "";
}
