/** One thing seen from two places. */
export const iconFile = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
  <circle cx="12" cy="16" r="10" fill="#3b6fe0"/>
  <circle cx="20" cy="16" r="10" fill="#f0883e" fill-opacity=".82"/>
</svg>
`;
