@echo off
rem Starts NeuroChains with the Java of JAVA_HOME, or the first one on the PATH.
rem   NEUROCHAINS_JAVA_OPTIONS   more options for Java, such as -Xmx8g
setlocal
set "HERE=%~dp0.."
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
"%JAVA%" --version >nul 2>&1
if errorlevel 1 (
  echo neurochains: no Java 17 found; install JDK 17 or newer, or set JAVA_HOME to one 1>&2
  exit /b 1
)
set "MAJOR=0"
for /f "tokens=2 delims=. " %%v in ('"%JAVA%" --version') do (
  set "MAJOR=%%v"
  goto found
)
:found
if %MAJOR% LSS 17 (
  echo neurochains: Java %MAJOR% is too old; install JDK 17 or newer, or set JAVA_HOME to one 1>&2
  exit /b 1
)
set "OPTIONS=-XX:+UseParallelGC -Dfile.encoding=UTF-8 -Djava.awt.headless=true"
if %MAJOR% GEQ 22 set "OPTIONS=%OPTIONS% --enable-native-access=ALL-UNNAMED"
if %MAJOR% GEQ 23 set "OPTIONS=%OPTIONS% --sun-misc-unsafe-memory-access=allow"
"%JAVA%" %OPTIONS% %NEUROCHAINS_JAVA_OPTIONS% -cp "%HERE%\lib\*" org.neurochains.app.Main %*
exit /b %ERRORLEVEL%
