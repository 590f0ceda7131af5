package io.cognitoclaims.spring.elsewhere;

import io.cognitoclaims.spring.RequireClaim;

/** A class of another package, with a method that subclasses in other packages can't override. */
public class Neighbour {
    @RequireClaim(name = "x", anyOf = "dogs")
    String secret() {
        return "secret";
    }
}
