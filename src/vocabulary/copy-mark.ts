/**
 * The field that is added to each request that Parallax makes of a copy, with the name of the process. A copy that has it
 * was made of such a request: the proxy that mirrors to Parallax stands in front of primary, or of the candidate, as well.
 */
export const copyMark = 'x-parallax-copy';
