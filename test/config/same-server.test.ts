import { describe, expect, it } from 'vitest';
import { isSameServer } from '../../src/config/same-server.ts';

describe('the servers of two URLs', () => {
  it.each([
    ['http://api:8080', 'http://api:8080/v2'],
    ['http://API.example', 'http://api.example:80/'],
    ['https://api', 'https://api:443/v2'],
    ['http://localhost:8080', 'http://127.0.0.1:8080'],
    ['http://[::1]:8080', 'http://localhost:8080/v2'],
    ['unix:/run/api.sock', 'unix:/run/api.sock'],
  ])('are the same: %s, %s', (one, other) => {
    expect([isSameServer(one, other), isSameServer(other, one)]).toEqual([true, true]);
  });

  it.each([
    ['http://api:8080', 'http://api:8081'],
    ['http://api', 'https://api'],
    ['http://api', 'http://api.example'],
    ['unix:/run/api.sock', 'unix:/run/other.sock'],
    ['unix:/run/api.sock', 'http://localhost'],
  ])('are different: %s, %s', (one, other) => {
    expect([isSameServer(one, other), isSameServer(other, one)]).toEqual([false, false]);
  });
});
