package io.cognitoclaims.localuserpool;

/** Something that changes while the pool runs, and can be put back to what it was at the start. */
interface Resettable {
    void reset();
}
