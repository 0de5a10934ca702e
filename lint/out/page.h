/*
 * The style and the script of the page that `-o html` writes: page.css and page.js, made a part of
 * the program when it is built, each with the hash by which the page's policy lets it run.
 */
#ifndef PAGE_H
#define PAGE_H

extern const char page_css[], page_js[];	   /* ended by NUL */
extern const char page_css_hash[], page_js_hash[]; /* sha256-… in base 64 (CSP level 2) */

#endif
