;;; reportlint.el --- contradictions in reports, pointed at while they are written  -*- lexical-binding: t -*-

;; Package-Requires: ((emacs "28.1"))
;; SPDX-License-Identifier: MIT

;;; Commentary:

;; (require 'reportlint) lets Eglot start `reportlint lsp' for text and Markdown, and lets
;; `M-x compile' find the places in what `reportlint' prints.  Then either `M-x eglot', or
;;   (add-hook 'text-mode-hook #'reportlint-ensure)
;;
;; Eglot is a part of Emacs 29; for Emacs 28 it is a package (Debian: elpa-eglot).

;;; Code:

(require 'compile)
(require 'eglot nil t)

(defgroup reportlint nil
  "A linter for written reports."
  :group 'tools)

(defcustom reportlint-command '("reportlint" "lsp")
  "The language server and its arguments."
  :type '(repeat string))

(defvar eglot-server-programs)

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               (cons '(text-mode markdown-mode) (lambda (&rest _) reportlint-command))))

(declare-function eglot-ensure "eglot")

;;;###autoload
(defun reportlint-ensure ()
  "Start the language server for this buffer if it visits a report."
  (when (and buffer-file-name (derived-mode-p 'text-mode 'markdown-mode))
    (eglot-ensure)))

;; FILE:LINE:COLUMN: LEVEL: MESSAGE [RULE].  Columns are characters, which is not how wide they are.
(defconst reportlint-regexp
  '(reportlint
    "^\\([^:\n]+\\):\\([0-9]+\\):\\([0-9]+\\): \\(?:error\\|\\(warning\\)\\|\\(note\\)\\): .* \\[[a-z0-9-]+\\]$"
    1 2 3 (4 . 5))
  "How a finding looks; for `compilation-error-regexp-alist-alist'.")

(add-to-list 'compilation-error-regexp-alist-alist reportlint-regexp)
(add-to-list 'compilation-error-regexp-alist 'reportlint)

(define-compilation-mode reportlint-mode "Reportlint"
  "What `reportlint' found."
  (setq-local compilation-error-regexp-alist '(reportlint))
  (setq-local compilation-error-screen-columns nil))

;;;###autoload
(defun reportlint (path)
  "Lint the report or the folder at PATH; `next-error' goes to what was found."
  (interactive "fReport or folder: ")
  (compilation-start
   (mapconcat #'shell-quote-argument
              (list (car reportlint-command) "--color=never" (expand-file-name path)) " ")
   #'reportlint-mode))

(provide 'reportlint)
;;; reportlint.el ends here
