/**
 * The field that is added to each mirrored request, with the name of its exchange, so that the
 * candidate's logs can be joined with Parallax's. No client sends it: a request that has it was mirrored.
 */
export const exchangeHeader = 'x-parallax-exchange';
