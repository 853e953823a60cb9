/** URLs as they may be shown and shipped: `https://user:token@host/x` is `https://host/x`. */
export function withoutCredentials(text: string): string {
  return text.replace(/:\/\/[^\s/?#"'<>\\]*@/g, '://');
}
