;;; emacs.el --- reportlint in Emacs, in batch  -*- lexical-binding: t -*-

;; A report with an error behind characters of two UTF-16 units is opened, Flymake's diagnostic
;; stands on exactly the wrong figure, the figure is mended, the diagnostic goes.
;; Environment: PROGRAM, SCRATCH.

(require 'eglot)
(require 'reportlint)

(defvar passed 0)
(defvar failed 0)

(defun check (name holds &optional more)
  "Count whether HOLDS; if not, print NAME and MORE."
  (if holds
      (setq passed (1+ passed))
    (setq failed (1+ failed))
    (princ (format "FAILED: emacs: %s: %S\n" name more))))

(defun wait-until (holds)
  "Read what the server says until HOLDS gives something, at most 20 seconds."
  (let ((end (+ (float-time) 20))
        value)
    (while (and (not (setq value (funcall holds))) (< (float-time) end))
      (accept-process-output nil 0.05)
      (flymake-start))
    value))

(defun underlined (diagnostic)
  "The text that DIAGNOSTIC is about."
  (buffer-substring-no-properties (flymake-diagnostic-beg diagnostic)
                                  (flymake-diagnostic-end diagnostic)))

(defun run ()
  "Everything there is to see."
  (setq reportlint-command (list (getenv "PROGRAM") "lsp" "--no-config")
        eglot-autoshutdown nil
        eglot-sync-connect 20
        eglot-send-changes-idle-time 0
        flymake-no-changes-timeout nil)
  (find-file (expand-file-name "报告.txt" (getenv "SCRATCH")))
  (insert "一、概况\n\n今年𝒳𠮷共有事项97项，其中办理15项，占比16.5%。\n")
  (save-buffer)
  (text-mode)
  (apply #'eglot--connect (eglot--guess-contact))
  (check "managed" (eglot-current-server))
  (wait-until #'flymake-diagnostics)
  (let ((found (flymake-diagnostics)))
    (check "one diagnostic" (= (length found) 1) found)
    (when found
      (check "on the figure" (equal (underlined (car found)) "16.5%") (underlined (car found)))
      ;; Eglot shows no related places: they are in the message.
      (check "its places" (string-match-p "part: 15项" (flymake-diagnostic-text (car found)))
             (flymake-diagnostic-text (car found)))))
  (goto-char (point-min))
  (search-forward "16.5")
  (goto-char (match-beginning 0))
  (forward-char)
  (delete-char 1)
  (insert "5")
  (eglot--signal-textDocument/didChange)
  (check "gone" (wait-until (lambda () (null (flymake-diagnostics)))) (flymake-diagnostics))
  (delete-char -1)
  (insert "7")
  (eglot--signal-textDocument/didChange)
  (wait-until #'flymake-diagnostics)
  (check "another figure" (equal (mapcar #'underlined (flymake-diagnostics)) '("17.5%"))
         (mapcar #'underlined (flymake-diagnostics)))
  (let ((hover (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover
                                (eglot--TextDocumentPositionParams))))
    (check "hover" (string-match-p "share-of-whole"
                                   (plist-get (plist-get hover :contents) :value))
           hover))
  (let ((server (eglot-current-server)))
    (eglot-shutdown server)
    (check "ended" (not (jsonrpc-running-p server))))
  (compiler-output))

(defun compiler-output ()
  "What the program prints leads to the figure."
  (set-buffer-modified-p nil)
  (kill-buffer)
  (setq reportlint-command (list (getenv "PROGRAM")))
  (let ((buffer (reportlint (expand-file-name "报告.txt" (getenv "SCRATCH")))))
    (wait-until (lambda () (not (process-live-p (get-buffer-process buffer)))))
    (setq next-error-last-buffer buffer)
    (next-error)
    (set-buffer (window-buffer))
    (check "compile" (looking-at "16\\.5%") (buffer-substring (point) (line-end-position)))))

(condition-case wrong
    (run)
  (error (check "to the end" nil wrong)))
(princ (format "%d passed, %d failed\n" passed failed))
(kill-emacs (if (= failed 0) 0 1))
