import { describe, expect, it } from 'vitest';
import { ownAddressUses } from '../../src/config/own-address.ts';
import { faultsOf, upstreams } from './config-text.ts';

function usesOf(listen: string, url: string) {
  const colon = listen.lastIndexOf(':');
  const host = listen.slice(0, colon).replaceAll(/^\[|\]$/g, '');
  const place = { host, port: Number(listen.slice(colon + 1)) };
  const addresses = new Map([
    ['shop.test', ['10.0.0.7', 'fd00::7']],
    ['elsewhere.test', ['10.0.0.8']],
  ]);
  const addressesOf = (name: string) =>
    name === 'localhost' ? ['127.0.0.1', '::1'] : (addresses.get(name) ?? [name]);
  const config = { listen: place, candidate: { url } };
  return ownAddressUses(config, addressesOf, ['10.0.0.7', 'fd00::7']);
}

describe('a deployment that is Parallax itself', () => {
  it.each([
    ['127.0.0.1:80', 'http://127.0.0.1'],
    ['127.0.0.1:443', 'https://127.0.0.1'],
    ['127.0.0.1:8080', 'http://localhost:8080'],
    ['localhost:8080', 'http://[::1]:8080'],
    ['0.0.0.0:8080', 'http://127.0.0.9:8080'],
    ['0.0.0.0:8080', 'http://0.0.0.0:8080'],
    ['[::]:8080', 'http://127.0.0.1:8080'],
    ['[::]:8080', 'http://[::1]:8080'],
    ['0.0.0.0:8080', 'http://shop.test:8080'],
    ['10.0.0.7:8080', 'http://shop.test:8080'],
    ['[::]:8080', 'http://10.0.0.7:8080'],
  ])('is found: Parallax listens on %s, and the deployment is %s', (listen, url) => {
    expect(usesOf(listen, url)).toEqual([{ deployment: 'candidate', address: 'listen' }]);
  });

  it.each([
    ['127.0.0.1:8080', 'http://127.0.0.1:8081'],
    ['127.0.0.1:8080', 'http://127.0.0.2:8080'],
    ['10.0.0.7:8080', 'http://127.0.0.1:8080'],
    ['0.0.0.0:8080', 'http://[::1]:8080'],
    ['0.0.0.0:8080', 'http://elsewhere.test:8080'],
    ['127.0.0.1:8080', 'http://shop.test:8080'],
    ['0.0.0.0:8080', 'http://unknown.test:8080'],
    ['127.0.0.1:0', 'http://127.0.0.1:80'],
  ])(
    'is not found in another address: Parallax listens on %s, and the deployment is %s',
    (listen, url) => {
      expect(usesOf(listen, url)).toEqual([]);
    },
  );
});

describe('a config that causes a loop of requests', () => {
  it('is refused, with the key', () => {
    const config = `
listen: 0.0.0.0:8080
admin: {listen: '127.0.0.1:9900'}
primary: http://localhost:8080
candidate: http://127.0.0.1:9900
secondary: http://127.0.0.1:8080
`;
    expect(faultsOf(config).map((fault) => fault.replace(/^file:\d+:\d+: /, ''))).toEqual([
      'primary.url: this is the address of Parallax itself, see listen: write the address of the deployment',
      'candidate.url: this is the address of Parallax itself, see admin.listen: write the address of the deployment',
      'secondary.url: this is the address of Parallax itself, see listen: write the address of the deployment',
    ]);
  });
});

function faultsWith(listen: string, admin: string): readonly string[] {
  return faultsOf(`listen: '${listen}'\nadmin: '${admin}'\n${upstreams}`);
}

describe('two listening addresses', () => {
  it.each([
    ['127.0.0.1:8080', '127.0.0.1:8080'],
    ['0.0.0.0:8080', '127.0.0.1:8080'],
    ['127.0.0.1:8080', '0.0.0.0:8080'],
    ['[::]:8080', '10.0.0.7:8080'],
    ['localhost:8080', '[::1]:8080'],
    ['shop.test:8080', 'shop.test:8080'],
  ])('are the same: %s and %s', (listen, admin) => {
    expect(faultsWith(listen, admin)).toEqual([
      'file:2:8: admin.listen: listen has port 8080 as well: write another port',
    ]);
  });

  it.each([
    ['127.0.0.1:8080', '127.0.0.1:9900'],
    ['127.0.0.1:8080', '127.0.0.2:8080'],
    ['0.0.0.0:8080', '[::1]:8080'],
    ['127.0.0.1:0', '127.0.0.1:0'],
  ])('are different: %s and %s', (listen, admin) => {
    expect(faultsWith(listen, admin)).toEqual([]);
  });

  it('are the same if one is the default of the other', () => {
    expect(faultsOf(`listen: 127.0.0.1:9900\n${upstreams}`)).toEqual([
      'file:1:9: listen: admin.listen has port 9900 as well: write another port',
    ]);
  });
});
