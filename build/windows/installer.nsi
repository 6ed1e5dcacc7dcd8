; The Windows installer. Built on Linux by build/package.sh, which defines
; VERSION, OUT and BIN. It installs for the person who runs it, so that a clerk
; needs no administrator, and never touches a shop's data.
Target amd64-unicode
SetCompressor /SOLID lzma
RequestExecutionLevel user
Name "Prylavok"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\Prylavok"
InstallDirRegKey HKCU "Software\Prylavok" "InstallDir"
Icon "${ROOT}/build/icon.ico"
UninstallIcon "${ROOT}/build/icon.ico"

!include MUI2.nsh
!include FileFunc.nsh
!define MUI_ICON "${ROOT}/build/icon.ico"
!define MUI_UNICON "${ROOT}/build/icon.ico"
!define MUI_FINISHPAGE_RUN "$INSTDIR\prylavok.exe"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
; The installer speaks the language of Windows, or the first of these.
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Ukrainian"
!insertmacro MUI_LANGUAGE "Russian"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Prylavok"
!define WEBVIEW "Software\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}"

LangString NeedsWebView ${LANG_ENGLISH} "Prylavok needs Microsoft Edge WebView2, which this Windows lacks. Prylavok will be installed; before the first start get WebView2 from https://developer.microsoft.com/microsoft-edge/webview2/"
LangString NeedsWebView ${LANG_UKRAINIAN} "Прилавку потрібен Microsoft Edge WebView2, якого в цій Windows немає. Програму буде встановлено; перед першим запуском візьміть WebView2 на https://developer.microsoft.com/microsoft-edge/webview2/"
LangString NeedsWebView ${LANG_RUSSIAN} "Прилавку нужен Microsoft Edge WebView2, которого в этой Windows нет. Программа будет установлена; перед первым запуском возьмите WebView2 на https://developer.microsoft.com/microsoft-edge/webview2/"

Section
  SetOutPath "$INSTDIR"
  File "${BIN}/prylavok.exe"
  File "${BIN}/desk.exe"
  File "${BIN}/hub.exe"
  File "${ROOT}/build/icon.ico"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Prylavok.lnk" "$INSTDIR\prylavok.exe" "" "$INSTDIR\icon.ico"
  WriteRegStr HKCU "Software\Prylavok" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "Prylavok"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\icon.ico"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" "$0"

  ; Windows 11 and a current Windows 10 have WebView2.
  SetRegView 32
  ReadRegStr $0 HKLM "${WEBVIEW}" "pv"
  SetRegView 64
  ${If} $0 == ""
    ReadRegStr $0 HKCU "${WEBVIEW}" "pv"
  ${EndIf}
  ${If} $0 == ""
    MessageBox MB_ICONINFORMATION "$(NeedsWebView)" /SD IDOK
  ${EndIf}
SectionEnd

Section Uninstall
  ; The shops in %LOCALAPPDATA%\Prylavok stay.
  Delete "$INSTDIR\prylavok.exe"
  Delete "$INSTDIR\desk.exe"
  Delete "$INSTDIR\hub.exe"
  Delete "$INSTDIR\icon.ico"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Prylavok.lnk"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\Prylavok"
SectionEnd
