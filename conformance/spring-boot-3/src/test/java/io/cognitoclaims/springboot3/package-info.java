/** Applications on Spring Boot 3, as {@code docs/spring-boot-3.md} has them. */
package io.cognitoclaims.springboot3;
